# shellcheck shell=sh
# Docker, from the system's own packages where it has them. Sourced by the install steps.

install_docker() {
  if ! have docker; then
    system=$(family)
    case $system in
      amzn) install_packages docker ;;
      debian) install_packages docker.io ;;
      rhel) install_docker_ce ;;
      flatcar) fail 'found no docker command, wanted an image that has it' ;;
    esac
  fi
  if have docker || dry; then
    change systemctl enable docker.service
    change retry 5 300 systemctl start docker.service
    change retry 10 30 docker info --format '{{.ServerVersion}}'
  else
    fail 'found no docker command after installing it'
  fi
}

# RHEL and its kin have none; Docker's repository for CentOS serves them all.
install_docker_ce() {
  repository=$ROOT/etc/yum.repos.d/docker-ce.repo
  if [ ! -e "$repository" ]; then
    change retry 6 - download https://download.docker.com/linux/centos/docker-ce.repo "$repository" 60
  fi
  install_packages docker-ce docker-ce-cli containerd.io
}
